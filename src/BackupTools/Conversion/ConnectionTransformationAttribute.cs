using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>Makes a connection of a path, a file, a URI, or an object that has a connection.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Unwrap.Base(inputData) switch
        {
            DbConnectionInfo connection => connection,
            DatabaseInfo database => database.Connection,
            TableInfo table => table.Connection,
            FileInfo file => BuiltIn.Components.ParseConnection(file.FullName),
            Uri uri => BuiltIn.Components.ParseConnection(uri.OriginalString),
            string text when !string.IsNullOrWhiteSpace(text) =>
                LocationResolver.ParseConnection(engineIntrinsics.SessionState, text),
            var custom when Unwrap.Property(custom, "Connection", "FullName") is { } inner => Transform(engineIntrinsics, inner),
            var other => throw new BackupException(
                ErrorCode.ConnectionNotUnderstood, $"{Unwrap.Describe(other)} is not a connection.",
                "Give a path to a database file, a URI, or what New-DbConnection or Get-DbDatabase returned."),
        };
}
