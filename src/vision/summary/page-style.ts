/** The style sheet of the page: light and dark, narrow and wide. */
export const style = `
:root{--page:#f6f7f9;--card:#fff;--ink:#16181d;--soft:#5b6270;--line:#dfe3ea;--train:#2f6fde;--valid:#e58a1f;--bad:#c62f3b;--warn:#a86400;--fine:#217a45;--badge:#eef1f6}
@media(prefers-color-scheme:dark){:root{--page:#101216;--card:#191c22;--ink:#e8eaee;--soft:#9aa3b2;--line:#2b303a;--train:#6c9dff;--valid:#f0a64a;--bad:#ff7a83;--warn:#f0b45c;--fine:#6bd394;--badge:#242933}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
header,main{max-width:1000px;margin:0 auto;padding:0 24px}
header{padding-top:36px}
h1{font-size:28px;line-height:1.2;margin:0}
h2{font-size:19px;margin:0 0 12px}
h3{font-size:16px;margin:22px 0 8px}
.source{color:var(--soft);margin:4px 0 0;overflow-wrap:anywhere}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:22px 24px;margin:20px 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace}
small{color:var(--soft);font-size:13px}
.failure{border-color:var(--bad);border-width:2px}
.failure h2{color:var(--bad)}
.fine{color:var(--fine);margin:0}
.steps{list-style:none;counter-reset:step;margin:0;padding:0}
.step{counter-increment:step;position:relative;padding:0 0 22px 44px;border-left:2px solid var(--line);margin-left:14px}
.step:last-child{border-left-color:transparent;padding-bottom:0}
.step::before{content:counter(step);position:absolute;left:-15px;top:-2px;width:28px;height:28px;border-radius:50%;background:var(--badge);border:1px solid var(--line);display:grid;place-items:center;font-size:13px;font-weight:600}
.step.failed::before{content:"!";background:var(--bad);border-color:var(--bad);color:var(--card)}
.step h3{margin:0 0 6px;display:flex;gap:10px;align-items:baseline;flex-wrap:wrap}
.step h3 span{font-weight:400;color:var(--soft);flex:1 1 220px}
.step time{font-weight:400;font-size:13px;color:var(--soft);font-variant-numeric:tabular-nums}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(160px,1fr));gap:14px;margin-top:12px}
figure{margin:0}
.pictures img{display:block;width:100%;max-width:256px;height:auto;border-radius:8px;border:1px solid var(--line)}
figcaption{font-size:13px;color:var(--soft);margin-top:4px;overflow-wrap:anywhere}
.findings,.bars{list-style:none;margin:0;padding:0}
.findings>li{display:grid;grid-template-columns:74px 1fr;gap:12px;padding:9px 0;border-top:1px solid var(--line)}
.findings>li:first-child{border-top:0;padding-top:0}
.level{font-size:13px;font-weight:600;color:var(--soft)}
.error .level{color:var(--bad)}.warning .level{color:var(--warn)}
.findings details{color:var(--soft);font-size:13px;margin-top:2px}
.findings details ul{margin:4px 0 0;padding-left:18px;overflow-wrap:anywhere}
summary{cursor:pointer}
.key{color:var(--soft);font-size:13px;margin:0 0 8px}
.key i{display:inline-block;width:11px;height:11px;border-radius:3px;margin:0 2px 0 8px}
.key i:first-child{margin-left:0}
i.train{background:var(--train)}i.valid{background:var(--valid)}
.bars{columns:2 380px;column-gap:32px}
.bars li{display:grid;grid-template-columns:120px 1fr 76px;gap:10px;align-items:center;break-inside:avoid;line-height:1.7;font-size:14px}
.name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.bar{display:flex;height:11px;gap:1px}
.bar i{display:block;height:100%;border-radius:2px}
.count{color:var(--soft);font-size:13px;text-align:right;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
.together th{font-weight:400;text-align:right;padding:0 8px 0 0;white-space:nowrap}
.together thead th{height:108px;vertical-align:bottom;padding:0;text-align:left}
.together thead span{display:block;writing-mode:vertical-rl;transform:rotate(180deg);padding-top:6px;margin:0 auto}
.together td{width:28px;min-width:28px;height:26px;text-align:center;border:1px solid var(--line);background:color-mix(in srgb,var(--train) calc(var(--share,0)*55%),transparent)}
.together thead td{border:0}
.together .same{background:var(--badge)}
.plain th,.plain td{text-align:right;padding:2px 12px;border-bottom:1px solid var(--line)}
.plain th{font-weight:600}
.histograms{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:18px}
svg{display:block;width:100%;height:auto}
svg .train{fill:var(--train)}svg .valid{fill:var(--valid)}svg line{stroke:var(--line)}
@media(max-width:640px){header,main{padding-left:14px;padding-right:14px}section{padding:18px 16px}.step{padding-left:28px}.findings>li{grid-template-columns:1fr;gap:0}}
`
