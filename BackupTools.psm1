# The loader is the only assembly in PowerShell's own load context; the others live in theirs, see src/BackupTools.Loader.
if (-not ('BackupTools.Loader.ModuleLoadContext' -as [type])) {
    Add-Type -LiteralPath (Join-Path $PSScriptRoot 'bin' 'BackupTools.Loader.dll')
}
$inner = foreach ($name in 'BackupTools.Core', 'BackupTools') {
    $assembly = [BackupTools.Loader.ModuleLoadContext]::Load((Join-Path $PSScriptRoot 'bin'), $name)
    Import-Module -Assembly $assembly -PassThru
}
# Without this, Import-Module -Force leaves a module without cmdlets (PowerShell issue 20710).
$ExecutionContext.SessionState.Module.OnRemove = { $inner | Remove-Module -Force }.GetNewClosure()
Export-ModuleMember -Cmdlet *
