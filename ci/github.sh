#!/usr/bin/env bash
# The GitHub Action's script: runs one command, configured by variables, and reports the result to GitHub.
#
#   COMMAND, FILES (one per line), SET, PRUNE, PRUNE_LIMIT, PLAN_FILE, COMMENT, PULL_REQUEST: inputs of action.yml
#   GITHUB_OUTPUT, GITHUB_STEP_SUMMARY: set by GitHub
set -uo pipefail

# An empty variable is not a setting.
for name in SMARTER_CONTEXT SMARTER_BASE_URL SMARTER_API_KEY; do
  [ -n "${!name:-}" ] || unset "$name"
done

# The workflow's token is for the comment alone. Manifests may name variables, so it is removed from the environment.
token="${GH_TOKEN:-}"
unset GH_TOKEN

paths=()
while IFS= read -r line; do
  line="${line%$'\r'}"
  [ -z "${line//[[:space:]]/}" ] || paths+=(-f "$line")
done <<< "${FILES:-manifests}"

scope=()
[ -z "${SET:-}" ] || scope+=(--set "$SET")
[ "${PRUNE:-}" != true ] || scope+=(--prune)
[ -z "${PRUNE_LIMIT:-}" ] || scope+=(--prune-limit "$PRUNE_LIMIT")

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Write the exit code, and whether there are changes.
finish() {
  printf 'exit-code=%s\n' "$1" >> "${GITHUB_OUTPUT:-/dev/null}"
  [ -z "${2:-}" ] || printf 'changes=%s\n' "$2" >> "${GITHUB_OUTPUT:-/dev/null}"
}

# Show a Markdown page in the job's summary, and as a comment on the pull request if requested.
publish() {
  cat "$1" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
  if [ "${COMMENT:-}" = true ] && [ -n "${PULL_REQUEST:-}" ]; then
    comment "$1" ||
      echo "::warning::The plan could not be put into a comment: the job needs the permission pull-requests: write."
  fi
}

# Update the comment of an earlier run for the same set and files, or create one. A hidden marker identifies the comment.
comment() {
  local comments="repos/$GITHUB_REPOSITORY/issues" id
  export MARK="<!-- smarter ${SET:-} ${FILES//[^[:alnum:]\/._]/ } -->"
  printf '%s' "$MARK" >> "$1"
  id="$(GH_TOKEN="$token" gh api --paginate "$comments/$PULL_REQUEST/comments" \
    --jq '.[] | select(.body | endswith(env.MARK)) | .id')" || return
  id="${id##*$'\n'}"
  if [ -n "$id" ]; then
    GH_TOKEN="$token" gh api --silent --method PATCH "$comments/comments/$id" --field "body=@$1"
  else
    GH_TOKEN="$token" gh api --silent "$comments/$PULL_REQUEST/comments" --field "body=@$1"
  fi
}

case "${COMMAND:-}" in
  validate)
    smarter validate -o github "${paths[@]}"
    code=$?
    finish "$code"
    exit "$code"
    ;;
  plan | drift)
    plan="${PLAN_FILE:-}"
    [ "$COMMAND" = plan ] && [ -n "$plan" ] || plan="$work/plan.json"
    smarter plan "${paths[@]}" "${scope[@]+"${scope[@]}"}" --out "$plan"
    code=$?
    # Without a plan there is an error, which the command has printed.
    if [ "$code" -gt 1 ] || [ ! -s "$plan" ]; then
      finish "$code"
      exit "$code"
    fi
    changes=false
    [ "$code" -eq 0 ] || changes=true
    finish "$code" "$changes"
    if [ "$changes" = true ] || [ "$COMMAND" = plan ]; then
      smarter show "$plan" -o markdown > "$work/page.md" 2> /dev/null
      publish "$work/page.md"
    fi
    if [ "$COMMAND" = drift ] && [ "$changes" = true ]; then
      echo "::error title=drift::The platform differs from the manifests."
      exit 1
    fi
    ;;
  apply)
    if [ -n "${PLAN_FILE:-}" ]; then
      smarter apply --plan "$PLAN_FILE" --yes -o github
    else
      smarter apply "${paths[@]}" "${scope[@]+"${scope[@]}"}" --yes -o github
    fi
    code=$?
    finish "$code"
    exit "$code"
    ;;
  *)
    echo "::error::command must be validate, plan, apply or drift, not '${COMMAND:-}'."
    finish 2
    exit 2
    ;;
esac
