using System.Collections;
using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>Makes connections of paths, files, URIs, registered names, and objects that have a connection.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>True for a parameter that takes several; wildcards in a path or a name are then expanded.</summary>
    public bool IsList { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        SessionState session = engineIntrinsics.SessionState;
        object? value = Unwrap.Base(inputData);
        if (!IsList)
            return ToConnection(session, value);
        IEnumerable items = value is IEnumerable list and not string ? list : new[] { value };
        return items.Cast<object?>().Select(Unwrap.Base).SelectMany(item => ToConnections(session, item)).ToArray();
    }

    private static IEnumerable<DbConnectionInfo> ToConnections(SessionState session, object? value) =>
        value is string text && LocationResolver.ExpandDatabases(session, text) is { } found
            ? found
            : [ToConnection(session, value)];

    private static DbConnectionInfo ToConnection(SessionState session, object? value) => value switch
    {
        DbConnectionInfo connection => connection,
        DatabaseInfo database => database.Connection,
        TableInfo table => PipedTables.ConnectionOf(table),
        FileInfo file => BuiltIn.Components.ParseConnection(LocationResolver.PathOf(session, file)),
        Uri uri => BuiltIn.Components.ParseConnection(uri.OriginalString),
        string text when !string.IsNullOrWhiteSpace(text) => LocationResolver.ParseConnection(session, text),
        PSObject imported when Deserialized.Is<DbConnectionInfo>(imported) => Deserialized.ToConnection(imported),
        PSObject imported when Deserialized.Is<TableInfo>(imported) =>
            PipedTables.ConnectionOf(Deserialized.ToTable(imported, inner => ToConnection(session, Unwrap.Base(inner)))),
        var custom when Unwrap.Property(custom, "Connection", "FullName") is { } inner => ToConnection(session, Unwrap.Base(inner)),
        var other => throw new BackupException(
            ErrorCode.ConnectionNotUnderstood, $"{Unwrap.Describe(other)} is not a connection.",
            "Give a path to a database file, a URI, the name of a registered connection, or what New-DbConnection or Get-DbDatabase returned."),
    };
}
