/** The look of HTML reports: one column, system fonts, light and dark by the reader's setting, black on white in print. */
export const STYLE = `
:root{--text:#1c2126;--soft:#5a6570;--line:#d9dee3;--paper:#fff;--tint:#f5f7f9;--accent:#0b5cad}
@media (prefers-color-scheme:dark){:root{--text:#e6e9ec;--soft:#9aa5b1;--line:#343b43;--paper:#15191d;--tint:#1d2329;--accent:#7db7f0}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--text);font:17px/1.6 Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:46rem;margin:0 auto;padding:3rem 1.25rem 5rem}
h1{font-size:2rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 1rem;text-wrap:balance}
h2{font-size:1.25rem;line-height:1.3;margin:2.75rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.75rem 0 .5rem}
p,ul,ol{margin:.6rem 0}
ul,ol{padding-left:1.3rem}
li{margin:.35rem 0;overflow-wrap:anywhere}
.verbatim{white-space:pre-wrap}
blockquote{margin:1rem 0 1.5rem;padding:.1rem 0 .1rem 1rem;border-left:3px solid var(--accent);color:var(--soft)}
figure{margin:1.5rem 0}
figure img{display:block;width:100%;height:auto;background:#fff;border:1px solid var(--line);border-radius:6px}
figcaption,caption{color:var(--soft);font-size:.875rem;line-height:1.45;margin:.5rem 0;text-align:left}
caption{caption-side:top;margin:0 0 .4rem;font-weight:600;color:var(--text)}
.table{overflow-x:auto;margin:1rem 0 1.5rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.4}
th,td{padding:.4rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th{font-weight:600;border-bottom:2px solid var(--line);background:var(--tint)}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th.number{white-space:normal}
td.time{white-space:nowrap;font-variant-numeric:tabular-nums}
data{font-variant-numeric:tabular-nums}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{overflow-x:auto;padding:.75rem;background:var(--tint);border-radius:6px}
@media print{:root{--text:#000;--soft:#444;--line:#bbb;--paper:#fff;--tint:#fff;--accent:#000}body{font-size:10.5pt}main{max-width:none;padding:0}h2,h3{break-after:avoid}figure,tr{break-inside:avoid}.table{overflow:visible}thead{display:table-header-group}}
`.trim().replaceAll('\n', '');
