namespace BackupTools.Abstractions;

/// <summary>What <c>Test-DbConnection</c> found.</summary>
/// <param name="Connection">The connection that was tried.</param>
/// <param name="Succeeded">True where a backup could be taken with it.</param>
/// <param name="ServerVersion">The version of the server or library; null where it was not reached.</param>
/// <param name="Latency">How long opening and one question took.</param>
/// <param name="Findings">What is wrong or worth knowing, one sentence each; empty where all is well.</param>
public sealed record ConnectionReport(
    DbConnectionInfo Connection, bool Succeeded, string? ServerVersion, TimeSpan Latency, IReadOnlyList<string> Findings)
{
    /// <summary>The error that ended the attempt; null where there was none.</summary>
    public BackupException? Error { get; init; }

    /// <summary>What is wrong or worth knowing, one sentence each; empty where all is well.</summary>
    public IReadOnlyList<string> Findings { get; init; } = TextList.Of(Findings);

    /// <summary>The connection, and whether it works.</summary>
    public override string ToString() => $"{Connection.Display}: {(Succeeded ? "succeeded" : "failed")}";
}

/// <summary>A database that can be backed up.</summary>
/// <param name="Connection">The connection through which it was found, with this database chosen.</param>
/// <param name="Database">Its name.</param>
/// <param name="SizeBytes">Its size on the server's disk.</param>
/// <param name="Properties">What else the engine knows, by the engine's own names.</param>
public sealed record DatabaseInfo(
    DbConnectionInfo Connection, string Database, long SizeBytes, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>The engine's permanent name.</summary>
    public string Engine => Connection.Engine;

    /// <summary>Its size, as the column of the table is called.</summary>
    public long Size => SizeBytes;

    /// <summary>What else the engine knows, by the engine's own names.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = TextMap.Of(Properties);

    /// <summary>Its name.</summary>
    public override string ToString() => Database;
}

/// <summary>A table of a database.</summary>
/// <param name="Connection">The connection through which it was found, with its database chosen.</param>
/// <param name="Database">The database's name.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Name">The table's name.</param>
/// <param name="Kind"><c>table</c>, <c>view</c>, <c>virtual</c>, <c>shadow</c>, <c>internal</c> …: the engine's own term.</param>
/// <param name="Rows">The number of rows; null where it was not asked for or is not known.</param>
/// <param name="SizeBytes">Its size on disk; null where it is not known.</param>
public sealed record TableInfo(
    DbConnectionInfo Connection, string Database, string Schema, string Name, string Kind, long? Rows, long? SizeBytes)
{
    /// <summary>True where it keeps rows itself, and so is one of the tables that a backup counts; a view does not.</summary>
    public bool HoldsRows { get; init; } = true;

    /// <summary>Its size, as the column of the table is called.</summary>
    public long? Size => SizeBytes;

    /// <summary>Its name with its schema, as -Table takes it.</summary>
    public override string ToString() => $"{Schema}.{Name}";
}
