# shellcheck shell=bash
# Running notebooks without a browser, in Jupyter's own nbconvert.

notebooks=$project/notebooks

# The error as the notebook would show it, without nbconvert's own stack.
show_failure() {
  if grep -q 'CellExecutionError: ' "$1"; then
    sed -n '/CellExecutionError: /,$p' "$1" >&2
  else
    cat "$1" >&2
  fi
}

# run_notebook FILE FOLDER: writes FOLDER/NAME.html only when every cell ran, in the kernel
# notebook_kernel.
run_notebook() (
  name=$(basename "$1" .ipynb)
  mkdir -p "$2" || exit
  aside=$(mktemp -d "$2/.$name.XXXXXX") || exit
  trap 'rm -rf "$aside"' EXIT
  if ! jupyter nbconvert --log-level=ERROR --to html --execute \
    --ExecutePreprocessor.kernel_name="${notebook_kernel:-java}" \
    --ExecutePreprocessor.startup_timeout=120 --ExecutePreprocessor.timeout=3600 \
    --output-dir "$aside" --output "$name" "$1" >"$aside/log" 2>&1 </dev/null; then
    show_failure "$aside/log"
    say "$name failed"
    exit 1
  fi
  mv -f "$aside/$name.html" "$2/$name.html"
)

# find_notebook PATH-OR-NAME: prints its path.
find_notebook() {
  local path
  for path in "$1" "$notebooks/$1" "$notebooks/$1.ipynb"; do
    if [[ -f $path ]]; then
      echo "$path"
      return
    fi
  done
  return 1
}
