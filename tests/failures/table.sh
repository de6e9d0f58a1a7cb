# shellcheck shell=bash
# What `run` does with all cases: judge a verdict, print the table, record the project's own logs.
# Uses of `run`: here, scratch, left_behind, cases, header, run_case.
: "${here:?is set by run}"

# --- one verdict ------------------------------------------------------------------------------------------

# The fields of a verdict: stage, cause, outcome, line number and text, one a line.
verdict_fields() {
  perl -MJSON::PP -0777 -e '
    my ($v) = eval { JSON::PP->new->utf8->decode(<STDIN>) } or exit 1;
    my $e = $v->{evidence} // {};
    binmode STDOUT, ":utf8";
    for my $x (@{$v}{qw(stage cause outcome)}, $e->{line}, $e->{text}) {
      $x //= "-"; $x =~ s/\s+/ /g; print "$x\n";
    }'
}

# among WORD WORDS...: each of WORDS may hold several, separated by blanks.
among() { local word=$1; shift; [[ " $* " == *" $word "* ]]; }

squeeze() { tr -s '[:space:]' ' '; }

# Does the text hold one of the case's evidence lines? The first is the decisive one; others say the same.
# That a boot is well has no decisive line.
is_evidence() {
  local name=$1 text=$2 line
  while IFS= read -r line; do
    [[ $text == *"$(printf %s "$line" | squeeze)"* ]] && return 0
  done < <(header "$name" evidence)
  header "$name" expect | grep -q ' ok '
}

# judge_verdict CASE EXIT_STATUS: holds the verdict in $scratch/out against the case. Sets `got`, `proof` (the
# evidence found) and `why`, what is wrong (empty when nothing is).
judge_verdict() {
  local name=$1 status=$2 stage outcome cause fields
  read -r stage outcome cause < <(header "$name" expect)
  mapfile -t fields < <(verdict_fields <"$scratch/out")
  if [[ ${#fields[@]} != 5 ]]; then
    got='' proof='' why="no verdict (exit $status): $(tail -n 2 "$scratch/err" | squeeze)"
    return
  fi
  got="${fields[0]}, ${fields[1]}" proof="${fields[3]}: ${fields[4]}" why=''
  among "${fields[0]}" "$stage" "$(header "$name" accept-stage)" || why+=" stage"
  among "${fields[1]}" "$cause" "$(header "$name" accept-cause)" || why+=" cause"
  [[ ${fields[2]} == "$outcome" ]] || why+=" outcome=${fields[2]}"
  is_evidence "$name" "${fields[4]}" || why+=" evidence"
  [[ $status == "$([[ $outcome == ok ]] && echo 0 || echo 1)" ]] || why+=" exit=$status"
  [[ -z $why ]] || why="wrong:$why;"
}

# judge_raw CASE EXIT_STATUS: the same for a raw log in $scratch/out.
judge_raw() {
  local name=$1 status=$2 stage outcome cause want
  read -r stage outcome cause < <(header "$name" expect)
  got='(raw log)' why=''
  proof=$(grep -nF -m 1 -- "$(header "$name" evidence | head -n 1)" "$scratch/out" | squeeze)
  [[ -n $proof ]] || why+=" the evidence is not in the log;"
  want=$(header "$name" exit)
  [[ $outcome != ok ]] || want=0
  [[ $status == "${want:-1}" ]] || why+=" the command returned $status;"
}

# --- the table --------------------------------------------------------------------------------------------

passed=0 failed=0 skipped=0

table_row() { printf '%-32s | %-43s | %-43s | %s\n' "$@"; }

table_head() {
  table_row case 'expected stage, cause' 'got stage, cause' evidence
  scratch=$(mktemp -d)
}

# table_line CASE COMMAND_THAT_REPEATS_IT: counts and prints what `got`, `proof` and `why` hold.
table_line() {
  local name=$1 again=$2 stage outcome cause result
  read -r stage outcome cause < <(header "$name" expect)
  if [[ -z $why ]]; then
    passed=$((passed + 1)) result="ok   $proof"
  else
    failed=$((failed + 1)) result="FAIL $why $proof"
  fi
  table_row "$name" "$stage, $cause" "$got" "$result"
  [[ -z $why ]] || echo "     again: $again"
}

table_foot() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [[ $failed == 0 ]]
}

# run_all GUESTSCOPE CASE...: with an empty GUESTSCOPE the raw logs are judged.
run_all() {
  local guestscope=$1 name status got why proof
  shift
  table_head
  for name in "$@"; do
    if [[ -n $guestscope ]]; then
      run_case "$name" "$guestscope" diagnose --json -- >"$scratch/out" 2>"$scratch/err"
    else
      run_case "$name" >"$scratch/out" 2>&1
    fi
    status=$?
    if [[ $status == 77 ]]; then
      skipped=$((skipped + 1))
      table_row "$name" - skipped "$(grep -h '^SKIP' "$scratch/out" | head -n 1)"
      continue
    elif [[ $status == 99 ]]; then
      got='' proof='' why="the set-up broke: $(cat "$scratch/out" "$scratch/err" 2>/dev/null | tail -n 3 | squeeze)"
    elif [[ -n $guestscope ]]; then
      judge_verdict "$name" "$status"
    else
      judge_raw "$name" "$status"
    fi
    [[ -z $left_behind ]] || why+=" left behind: $left_behind"
    table_line "$name" "$here/run $name${guestscope:+ -- $guestscope diagnose --json --}"
  done
  table_foot
}

# check_logs GUESTSCOPE DIR CASE...: the recorded logs, as text.
check_logs() {
  local guestscope=$1 dir=$2 name log got why proof
  shift 2
  table_head
  for name in "$@"; do
    log=$dir/$(log_name "$name")
    [[ -e $log ]] || { skipped=$((skipped + 1)); continue; }
    "$guestscope" diagnose --json "$log" >"$scratch/out" 2>"$scratch/err"
    judge_verdict "$name" "$?"
    table_line "$name" "$guestscope diagnose $log"
  done
  table_foot
}

# --- the project's own logs -------------------------------------------------------------------------------

# A log may have 150 KB; the listing of /dev that the appliance's init prints is what can be cut.
kMaxLogBytes=150000

log_name() { echo "${1#[0-9][0-9]-}.log"; }

# record DIR CASE...
record() {
  local dir=$1 name log status
  shift
  mkdir -p "$dir"
  for name in "$@"; do
    log=$dir/$(log_name "$name")
    run_case "$name" >"$log" 2>&1
    status=$?
    if [[ $status == 77 || $status == 99 ]]; then
      echo "$name: not recorded: $(tail -n 1 "$log")"
      rm "$log"
      continue
    fi
    if [[ $(stat -c %s "$log") -gt $kMaxLogBytes ]]; then
      sed -i '/^+ ls -lR \/dev/,/^+ cat \/proc\/mounts/{/^+ /!d}' "$log"
    fi
    [[ $(stat -c %s "$log") -le $kMaxLogBytes ]] || echo "$name: the log is still too long"
    echo "$name: exit $status, $(wc -l <"$log") lines"
  done
  write_labels "$dir"
}

write_labels() {
  local dir=$1 name
  {
    printf '%s\t' file stage outcome cause evidence also_stage also_cause
    printf 'also_evidence\n'
    for name in $(cases); do
      [[ -e $dir/$(log_name "$name") ]] || continue
      printf '%s\t' "$(log_name "$name")"
      header "$name" expect | tr ' ' '\t' | tr '\n' '\t'
      printf '%s\t' "$(header "$name" evidence | head -n 1)" "$(header "$name" accept-stage)" \
        "$(header "$name" accept-cause)"
      header "$name" evidence | sed -n 2p | grep . || echo
    done
  } >"$dir/labels.tsv"
}
