import type { Binding } from '../schemas/decomposition.ts';
import type { Given } from '../schemas/goal.ts';

/** The bindings that put a given at an input: one, or one for each attachment of a list. */
export function givenBindings({ source }: Pick<Given, 'source'>): Binding[] {
  switch (source.kind) {
    case 'dataset':
      return [{ kind: 'dataset', dataset: source.dataset }];
    case 'attachment':
      return [{ kind: 'artifact', sha256: source.sha256, name: source.name, media_type: source.media_type }];
    case 'attachments':
      return source.items.map((item) => ({ kind: 'artifact', sha256: item.sha256, name: item.name, media_type: item.media_type }));
    case 'value':
      return [{ kind: 'literal', value: source.value }];
  }
}

/** What the data at a given is called: the dataset, or the names of the files. */
export function givenName({ source, id }: Pick<Given, 'source' | 'id'>): string {
  switch (source.kind) {
    case 'dataset':
      return source.dataset;
    case 'attachment':
      return source.name;
    case 'attachments':
      return source.items.map((item) => item.name).join(', ');
    case 'value':
      return id;
  }
}
