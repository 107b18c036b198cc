/** Something that linking changed, in words for the person who approves the plan. */
export interface LinkChange {
  kind:
    | 'edge removed' | 'edge added' | 'port renamed' | 'producer inserted' | 'operation replaced' | 'input bound' | 'input removed' | 'parameter removed'
    | 'parameter added' | 'task removed' | 'task merged' | 'reference resolved' | 'runs per element' | 'made parallel';
  description: string;
  task_id: string | null;
}
