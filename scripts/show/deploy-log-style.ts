/**
 * How the page of a log looks: on a narrow screen each row is a card, on paper nothing is lost, and the colours (4.5 to 1
 * against their ground, WCAG 2.2, 1.4.3) stand beside a sign and a word.
 */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --ground: #fff; --faint: #57606a; --line: #d0d7de; --band: #f6f8fa;
  --good: #116329; --bad: #b3151f; --wait: #7d4e00; --strong: #0550ae; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --ground: #0d1117; --faint: #9da7b3; --line: #3d444d; --band: #161b22;
    --good: #56d364; --bad: #ff8f88; --wait: #e3b341; --strong: #79c0ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 100rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
p, ul { margin: 0; padding: 0; }
main > p { margin: .25rem 0 1rem; color: var(--faint); overflow-wrap: anywhere; }
main > .trouble { border: 2px solid var(--bad); border-radius: .5rem; padding: .5rem .75rem; color: var(--ink); }
ul { list-style: none; }
code, time { font-family: ui-monospace, monospace; font-size: .875em; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; padding: .5rem 0; color: var(--faint); }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line);
  font-weight: normal; }
thead th { font-weight: 600; }
td:nth-last-child(-n + 2) { overflow-wrap: anywhere; min-width: 12rem; }
time, td[class], td code { white-space: nowrap; }
.by { color: var(--faint); font-size: .875em; }
.pass { color: var(--good); } .fail { color: var(--bad); } .running { color: var(--strong); }
.warning, .waiting, .unavailable { color: var(--wait); } .unverified { color: var(--faint); }
td[class] { font-weight: 600; }
@media screen and (max-width: 75rem) {
  table, caption, tbody, tr, tbody th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { margin: 0 0 1rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .5rem;
    background: var(--band); }
  tbody th, td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .5rem; padding: .125rem 0; border: 0; }
  tbody th::before, td::before { content: attr(data-label); color: var(--faint); font-weight: normal; }
  td:nth-child(n) { overflow-wrap: anywhere; min-width: 0; }
  time { white-space: normal; }
}
@media print {
  :root { --ink: #000; --ground: #fff; --faint: #444; --line: #999; --good: #000; --bad: #000; --wait: #000; --strong: #000; }
  main { max-width: none; padding: 0; font-size: 8pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  td:nth-child(n) { overflow-wrap: anywhere; min-width: 0; }
  time { white-space: normal; }
}
`;
