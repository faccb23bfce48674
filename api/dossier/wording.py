"""The words and the looks of a dossier's page: Chinese first, then English. `{round}` is the round's id."""

from __future__ import annotations

TITLE = ("{round} 联合抽查卷宗", "Dossier of the inspection round {round}")

INTRODUCTION = (
    "这里有 {round} 一轮抽查的全部依据：抽取之前封存的名录、种子及其来源、按次序记下的每一步、下发的方案。"
    "任何人都可以自己重算一遍，不必相信经办机关，也不必相信它的程序。",
    "This is everything that the round {round} was decided by: the lists sealed before any draw, the seeds and where "
    "they came from, every step in the order in which it was recorded, and the published plan. Anybody can work it all "
    "out anew and need trust neither the office nor its program.",
)

CONFIDENTIAL = (
    "内含尚未启封的密钥和未告知的检查安排：密钥启封之前，本卷宗须保密。",
    "It contains the secret and the unannounced visits: until the secret is disclosed, this dossier is confidential.",
)
NO_CEREMONY = (
    "本轮一次排定，没有仪式：种子由经办机关给出，来源没有事先指定，也没有行承诺。抽取是否照规则进行可以核对，"
    "种子是否挑选过无从核对。未告知的检查完成之前请勿外传。",
    "This round was planned in one go, without a ceremony: the office gave the seeds, no source was named beforehand, "
    "nothing was committed to. That the draws follow the rules can be checked; that the seeds were not picked cannot. "
    "Hand it out only when the unannounced visits are done.",
)
OPEN = (
    "密钥已经启封，本卷宗可以公布。",
    "The secret is disclosed; this dossier may be published.",
)

HOW_TO = (
    ("解开压缩包，得到一个文件夹；或者直接用压缩包。", "Unzip it into a folder, or use the zip as it is."),
    (
        "准备 Python 3.11 或更新的版本，不用安装别的东西，也不用联网。",
        "Have Python 3.11 or later; nothing else is to be installed, and no network is needed.",
    ),
    (
        "verify.py 只有一个文件，请先读一遍，或请信得过的人读；也可以换成另外取得的同一文件。",
        "verify.py is one file: read it, have it read by somebody you trust, or use a copy that you got elsewhere.",
    ),
    (
        "运行 <code>python3 verify.py 文件夹</code>。显示 <b>ok</b> 即全部相符；否则指出第一处不同在哪个文件、哪一行。",
        "Run <code>python3 verify.py FOLDER</code>. It says <b>ok</b>, or in which file and row the first difference "
        "lies.",
    ),
    (
        "把下表中封存时的名录摘要和密钥承诺，与经办机关当时公布的相比：相同，名录和密钥就没有事后改过。",
        "Compare the digest of the lists and the commitment below with what the office published at the sealing: if "
        "they are the same, neither the lists nor the secret were changed afterwards.",
    ),
    (
        "看两个种子的来源：指定的时刻是否早于结果产生的时刻，结果是否与见证、链接或签名相符。",
        "Look at the sources of the two seeds: each must be named before its outcome existed, and the outcome must be "
        "what the witnesses, the link or the signature say.",
    ),
    (
        "种子 = 公开结果 / 密钥。密钥的 SHA-256 就是封存的承诺：<code>printf %s 密钥 | sha256sum</code>。",
        "A seed is the public outcome, /, and the secret, whose SHA-256 is the commitment that was sealed: "
        "<code>printf %s SECRET | sha256sum</code>.",
    ),
    (
        "任选一家企业，算它的签号：<code>printf '%s|%s|%s' 种子 {round} 企业编号 | sha256sum</code>，"
        "与 plan/draw.csv 相比。",
        "Pick an enterprise and compute its ticket: <code>printf '%s|%s|%s' SEED {round} ID | sha256sum</code>; "
        "compare it with plan/draw.csv.",
    ),
    (
        "重新抽取的次数和理由见下表；被退回的步骤仍在 events.jsonl 中，一条也删不掉。",
        "How often the draw was repeated, and why, is listed below; what was taken back is still in events.jsonl, and "
        "nothing can be left out of it.",
    ),
    (
        "stranded.csv 说明每一次“选此人会使其他组无人可派”：列出的几次出动凑不齐人，一一试过即知。",
        "stranded.csv shows why an officer was passed over so that others keep a team: the outings it lists could not "
        "all have had one, which is found by trying.",
    ),
)
"""Ten lines. They are HTML."""

SECTIONS = {
    "how": ("怎样核对", "How to check it"),
    "steps": ("每一步", "The steps"),
    "seeds": ("两个种子", "The two seeds"),
    "redraws": ("重新抽取", "Redraws"),
    "changes": ("方案下发后的变更", "Changes after the publication"),
    "files": ("文件", "The files"),
}
NONE = ("没有", "none")
TAKEN_BACK = ("已退回", "taken back")
DRAWS = {"enterprises": ("抽取检查对象", "draw of enterprises"), "officers": ("选派执法人员", "draw of officers")}

STYLE = """
:root { --ink: #1d2733; --soft: #5b6875; --line: #d9dfe6; --ground: #f5f7f9; --mark: #0b5c8f; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.65 "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 2.2rem 1.4rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.3; margin: 0; }
h1 small, h2 small { display: block; font-size: .62em; font-weight: 400; color: var(--soft); }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .8rem; padding-top: .9rem; border-top: 2px solid var(--mark); }
p.en, span.en, li .en { color: var(--soft); font-size: .9em; }
.note { background: #fff; border: 1px solid var(--line); border-left: 5px solid var(--mark); padding: .7rem 1rem;
  margin: 1.2rem 0; }
.note.warning { border-left-color: #b3261e; } .note.good { border-left-color: #2e7d4f; }
.note p { margin: 0; }
ol { padding-left: 1.6rem; } ol li { margin: .45rem 0; } li .en { display: block; }
.wide { overflow-x: auto; background: #fff; border: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .7rem; border-bottom: 1px solid var(--line); }
th { background: #eef2f6; font-weight: 600; white-space: nowrap; } tr:last-child td { border-bottom: 0; }
td span.en { display: block; } td.moment { white-space: nowrap; }
td.name { min-width: 9rem; font-weight: 600; } td.name .en { font-weight: 400; }
td.said, td.by { overflow-wrap: anywhere; } td.said { color: #2f3b47; }
tr.back td { background: #fbf7f6; color: #8a949e; }
.tag { display: inline-block; background: #b3261e; color: #fff; border-radius: 3px; font-size: .75rem; font-weight: 400;
  padding: 0 .4rem; }
code, .hash { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .86em; overflow-wrap: anywhere; }
code { background: #e9eef3; padding: .05em .35em; border-radius: 3px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.2rem; margin: 0; padding: .8rem 1rem;
  background: #fff; border: 1px solid var(--line); }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.4rem 0 .5rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: .1rem; } dd { margin-bottom: .5rem; } }
@media print { body { background: #fff; } main { max-width: none; padding: 0; } .wide { overflow: visible; } }
"""
