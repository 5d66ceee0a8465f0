function __handover_complete
    set -l typed (commandline --current-token)
    set -l found (command handover completions fish -- (commandline --current-process --tokenize --cut-at-cursor) "$typed" 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path "$typed"
    end
end
complete --command handover --no-files --keep-order --arguments '(__handover_complete)'
