import type { FormWant } from '../schemas/goal-form.ts';

/** Stands in the path of a saved file for what tells the elements of a list apart. */
const NAME = '{name}';

function listPath({ kind, cardinality, effect, parameters }: FormWant): string | null {
  const path = Object.entries(parameters ?? {}).find(([name]) => name === 'path' || name.endsWith('.path'))?.[1];
  return kind === 'file' && effect === 'save' && cardinality === 'list' && typeof path === 'string' ? path : null;
}

/** Whether the files of a list have a path each: they are saved in one step then, which sees all paths before it writes any. */
export function isSavedByName(want: FormWant): boolean {
  return listPath(want)?.includes(NAME) === true;
}

/** Why a list cannot be saved at the path that a want names; null where it can, or where it names none. */
export function savedListFault(want: FormWant): string | null {
  const path = listPath(want);
  return path === null || path.includes(NAME) ? null : `Cannot save the list of want "${want.id}" at "${path.slice(0, 100)}": each of its elements needs a path of its own. Put ${NAME} into the path, or leave the path out.`;
}
