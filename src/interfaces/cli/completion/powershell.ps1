Register-ArgumentCompleter -Native -CommandName handover -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $end = $cursorPosition - $commandAst.Extent.StartOffset
    $line = $commandAst.ToString().PadRight($end).Substring(0, $end)
    & handover completions powershell -- $line 2>$null | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
    }
}
