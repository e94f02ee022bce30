# SPDX-License-Identifier: BSD-2-Clause
# Completion of annona and microkit for bash: verbs, options, boards, configurations, formats, files.
# What the tool knows is asked from the tool, so nothing here has to follow its changes.

# The options of a verb, as its help lists them.
_annona_options()
{
    "$1" "${@:2}" --help 2>/dev/null | grep -oE '(^| |, )--?[a-z][a-z-]*' | tr -d ' ,'
}

# What `annona boards` lists: boards, or the configurations of one of them.
_annona_boards()
{
    "$1" boards 2>/dev/null | sed -n 's/^\([a-z0-9_][a-z0-9_]*\) .*/\1/p'
}

_annona_configs()
{
    "$1" boards 2>/dev/null | sed -n '/:/!s/^ //p' | tr ' ' '\n' | sort -u
}

_annona()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local program=${COMP_WORDS[0]} verb=
    local tool=$program
    if [ "${program##*/}" = microkit ]; then
        # Only annona knows verbs; microkit lies beside it.
        tool=$(dirname "$(command -v "$program" || echo "$program")")/annona
    else
        verb=${COMP_WORDS[1]}
    fi
    COMPREPLY=()
    case $before in
    --board) mapfile -t COMPREPLY < <(compgen -W "$(_annona_boards "$tool")" -- "$word") ;;
    --config) mapfile -t COMPREPLY < <(compgen -W "$(_annona_configs "$tool")" -- "$word") ;;
    --format)
        mapfile -t COMPREPLY < <(compgen -W 'text json dot capdl html header' -- "$word") ;;
    --image-type) mapfile -t COMPREPLY < <(compgen -W 'binary elf' -- "$word") ;;
    --search-path | --viper-output) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    --timeout) ;;
    *)
        if [ "${program##*/}" != microkit ] && [ "$COMP_CWORD" -eq 1 ]; then
            mapfile -t COMPREPLY < <(compgen -W \
                "$("$tool" --help 2>/dev/null | sed -n 's/^  \([a-z]*\) .*/\1/p') --help --version" \
                -- "$word")
        elif [ "${word#-}" != "$word" ]; then
            mapfile -t COMPREPLY < <(compgen -W \
                "$(_annona_options "$program" ${verb:+"$verb"})" -- "$word")
        else
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
        fi
        ;;
    esac
}

complete -o filenames -F _annona annona microkit
