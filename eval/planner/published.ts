/** Published figures, as written in the sources that the evaluation data names (`anchors/evaluation-data.md`). On other cases than the samples here. */
export interface Published {
  who: string;
  /** By the name of the group: a domain or a source. */
  figures: { [group: string]: string };
}

/** n-F1 / e-F1 in percent. Source: github:microsoft/JARVIS, `taskbench/README.md`, section Leaderboard. */
export const TASKBENCH_PUBLISHED: readonly Published[] = [
  { who: 'gpt-4', figures: { huggingface: '81.54 / 54.70', multimedia: '90.90 / 69.27', dailylifeapis: '96.91 / 80.53' } },
  { who: 'claude-2', figures: { huggingface: '79.00 / 43.51', multimedia: '80.94 / 53.01', dailylifeapis: '93.52 / 75.31' } },
  { who: 'gpt-3.5-turbo', figures: { huggingface: '69.49 / 33.36', multimedia: '72.83 / 44.02', dailylifeapis: '85.37 / 60.67' } },
  { who: 'codellama-13b', figures: { huggingface: '53.16 / 14.64', multimedia: '62.78 / 24.61', dailylifeapis: '87.73 / 63.16' } },
  { who: 'vicuna-7b-v1.5', figures: { huggingface: '42.87 / 2.76', multimedia: '46.06 / 4.26', dailylifeapis: '52.73 / 14.23' } },
  { who: 'llama-2-7b-chat', figures: { huggingface: '27.30 / 0.74', multimedia: '26.47 / 0.91', dailylifeapis: '30.17 / 4.27' } },
];

/** Planning, judged by GPT-4, not F1. Source: UltraTool English, `figures/results.png`. */
export const ULTRATOOL_PUBLISHED: readonly Published[] = [
  { who: 'GPT-4', figures: { ultratool: '74.07' } },
  { who: 'GPT-3.5', figures: { ultratool: '69.74' } },
  { who: 'Mistral-7B', figures: { ultratool: '70.32' } },
];

/** f1_chain / f1_graph in percent, average over all sources. Source: github:zjunlp/WorFBench, `assets/main_results.jpg`, Table 1. */
export const WORFBENCH_PUBLISHED: readonly Published[] = [
  { who: 'GPT-4', figures: { average: '67.32 / 52.47', 'function-call': '74.87 / 62.11' } },
  { who: 'Claude-3.5-sonnet-1022', figures: { average: '66.70 / 52.53' } },
  { who: 'Llama-3.1-8B', figures: { average: '57.15 / 38.08' } },
  { who: 'Phi-3-small', figures: { average: '53.21 / 35.16' } },
];
