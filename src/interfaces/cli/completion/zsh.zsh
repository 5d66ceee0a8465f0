#compdef handover
_handover() {
    local line
    local -a found whole open
    found=("${(@f)$(command handover completions zsh -- "${(@Q)words[1,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
    for line in $found; do
        case $line in
            (+*) open+=("${line#?}") ;;
            (-*) whole+=("${line#?}") ;;
        esac
    done
    if (( ! $#whole && ! $#open )); then
        _files
        return
    fi
    (( $#whole )) && _describe -V handover whole
    (( $#open )) && _describe -V handover open -S ''
    return 0
}
if [[ $funcstack[1] == _handover ]]; then
    _handover "$@"
else
    compdef _handover handover
fi
