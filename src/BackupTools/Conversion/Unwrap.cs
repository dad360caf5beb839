using System.Management.Automation;

namespace BackupTools.Conversion;

/// <summary>Looks behind the wrapper that PowerShell puts around objects.</summary>
internal static class Unwrap
{
    /// <summary>The object itself.</summary>
    public static object? Base(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <summary>
    /// The first of the properties that an object made by a script has. PowerShell offers a whole object to a parameter
    /// that takes values before it offers its properties, and gives up where the conversion of the whole object fails.
    /// </summary>
    public static object? Property(object? value, params string[] names) =>
        value is PSObject custom ? names.Select(name => custom.Properties[name]?.Value).FirstOrDefault(v => v is not null) : null;

    /// <summary>The object as an error message names it.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "Nothing",
        string text when string.IsNullOrWhiteSpace(text) => "Empty text",
        string or ValueType => $"'{value}' ({value.GetType().Name})",

        // What an object calls itself may list its properties, a password among them.
        _ => $"An object of the type {Base(value)!.GetType().Name}",
    };
}
