# shellcheck shell=bash
# Running notebooks without a browser, in Jupyter's own nbconvert.

# The error as the notebook would show it, without nbconvert's own stack.
show_failure() {
  if grep -q 'CellExecutionError: ' "$1"; then
    sed -n '/CellExecutionError: /,$p' "$1" >&2
  else
    cat "$1" >&2
  fi
}

# run_notebook FILE PAGE: writes PAGE only when every cell ran, in the kernel notebook_kernel.
run_notebook() (
  name=$(basename "$1" .ipynb)
  folder=$(dirname "$2")
  mkdir -p "$folder" || exit
  aside=$(mktemp -d "$folder/.page.XXXXXX") || exit
  trap 'rm -rf "$aside"' EXIT
  # nbconvert takes a name for a pattern, and that of the output for a format.
  pattern=${1//\[/[[]}
  pattern=${pattern//\*/[*]}
  pattern=${pattern//\?/[?]}
  if ! jupyter nbconvert --log-level=ERROR --to html --execute \
    --ExecutePreprocessor.kernel_name="${notebook_kernel:-java}" \
    --ExecutePreprocessor.startup_timeout=120 --ExecutePreprocessor.timeout=3600 \
    --output-dir "$aside" --output page "$pattern" >"$aside/log" 2>&1 </dev/null; then
    show_failure "$aside/log"
    say "$name failed"
    exit 1
  fi
  mv -f "$aside/page.html" "$2"
)

# find_notebook PATH-OR-NAME: prints its path.
find_notebook() {
  local path
  for path in "$1" "$notebooks/$1" "$notebooks/$1.ipynb"; do
    if [[ -f $path ]]; then
      printf '%s/%s\n' "$(CDPATH='' cd -- "$(dirname -- "$path")" && pwd -P)" "$(basename -- "$path")"
      return
    fi
  done
  return 1
}

# print_page NOTEBOOK: where its page goes, which is another one for each: under the notebook's own
# folders, as two have the same name.
print_page() {
  local path=elsewhere$1
  if [[ $1 == "$notebooks"/* ]]; then path=${1#"$notebooks"/}; fi
  printf '%s/notebooks/%s.html\n' "$target" "${path%.ipynb}"
}

# copy_notebook NOTEBOOK FOLDER: prints the copy's path. What a notebook writes, it writes beside itself:
# a check's runs are not to be among the reader's.
copy_notebook() { mkdir -p "$2" && cp "$1" "$2/" && echo "$2/$(basename "$1")"; }
