#!/bin/sh
# The draw of enterprises once more, in a shell: prints the sample of one matter and credit class, first drawn first.
#
#     sh draw.sh LISTS SEED ROUND MATTER CLASS        as in: sh draw.sh dossier/lists "4 1 6 2/9f3c…" 2027Q1 SC-04 B
#
# LISTS is a folder of frozen lists: CSV files with the contract's columns in the contract's order. Printed are ticket
# and enterprise id. Needs awk, sha256sum, sort, paste, xargs and mktemp, and nothing of ours.
#
# awk cuts each row into cells f[1], f[2] …, quoted ones too (they may hold commas, quotes and line ends). The text
# whose hash is an enterprise's ticket goes to a file of its own, its counted visits and its id to `frame`. At the end
# awk prints n; it multiplies the ratio digit by digit, so that nothing is rounded. Then sha256sum hashes all those
# files at once, and the fewest visits come first and, among equals, the smallest ticket. cap[1] and made[] are of all
# departments together, cap[0] and own[] of the matter's own.
export LC_ALL=C CDPATH= seed="$2" round="$3" matter="$4" class="${5:?LISTS SEED ROUND MATTER CLASS}" to
to=$(TMPDIR="${TMPDIR:-/dev/shm}" mktemp -d || TMPDIR=/tmp mktemp -d) && trap 'rm -rf "$to"' EXIT &&
mkdir "$to/texts" && : >"$to/frame" && cd "$1" && n=$(awk '
BEGIN { to = ENVIRON["to"]; m = ENVIRON["matter"] ""; c = ENVIRON["class"] ""; cap[0] = cap[1] = 1e9 }
{ while ((q = split($0, p, "\"")) % 2 == 0 && (getline more) > 0) $0 = $0 "\n" more
  for (row = i = ""; ++i <= q; row = row p[i])
    if (i % 2 && !gsub(/,/, "\037", p[i]) && p[i] == "" && i > 1 && i < q) p[i] = "\""
  split(row, f, "\037"); id = f[1] ""; any = id == "*" }
FILENAME ~ /^m/ && id == m { by = f[2] ""; counts = f[9]; all = !(split(f[5], trade, ";") + split(f[6], tag, ";")) }
FILENAME ~ /^s/ && id == m && f[2] == c { ratio = f[3] ""; least = f[4] + 0 }
FILENAME ~ /^c/ && (id == by || any) && (f[2] == c || f[2] == "*") && f[3] < cap[any] { cap[any] = f[3] + 0 }
FILENAME ~ /^h/ && f[5] == 1 && substr(f[3], 1, 4) == substr(ENVIRON["round"], 1, 4) {
  made[id] += !seen[id, f[3]]++; own[id] += f[2] == by && !joined[id, f[3]]++ }
FILENAME ~ /^e/ && f[3] == c && f[10] == "active" && !(counts == 1 && (made[id] >= cap[1] || own[id] >= cap[0])) {
  fits = all; for (i in trade) fits += index(f[4], trade[i]) == 1
  for (i in tag) fits += index(";" f[5] ";", ";" tag[i] ";")
  if (fits) { print made[id] + 0 "\t" id >(to "/frame"); text = to sprintf("/texts/%09d", ++N)
    printf "%s|%s|%s", ENVIRON["seed"], ENVIRON["round"], id >text; close(text) } }
END { if (ratio == "") { print "sampling.csv has no such row: " m "," c >"/dev/stderr"; exit 1 }
  for (i = length(ratio); i > (dot = index(ratio ".", ".")); i--) {
    up = (over += substr(ratio, i, 1) * N) % 10 || up; over = int(over / 10) }
  n = substr(ratio, 1, dot - 1) * N + over + up; if (n < least) n = least; print n < N ? n : N + 0 }
' matters.csv sampling.csv caps.csv history.csv enterprises.csv) && cd "$to/texts" && ls | xargs sha256sum |
paste ../frame - | sort -t "$(printf '\t')" -k 1,1n -k 3,3 |
awk -F '\t' -v n="$n" 'NR <= n { print substr($3, 1, 64) "  " $2 }'
