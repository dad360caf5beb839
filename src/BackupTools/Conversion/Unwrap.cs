using System.Management.Automation;

namespace BackupTools.Conversion;

/// <summary>Looks behind the wrapper that PowerShell puts around objects.</summary>
internal static class Unwrap
{
    /// <summary>The object itself.</summary>
    public static object? Base(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <summary>The object as an error message names it.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "Nothing",
        string text when string.IsNullOrWhiteSpace(text) => "Empty text",
        _ => $"'{value}' ({value.GetType().Name})",
    };
}
