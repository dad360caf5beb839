namespace BackupTools.Engines.MySql.Scripts;

/// <summary>What a server answers to a statement that it has run.</summary>
/// <param name="Rows">The rows that it has changed.</param>
/// <param name="Warnings">How much it remarks.</param>
/// <param name="Status">The session's state, as the protocol's flags.</param>
internal readonly record struct ScriptAnswer(long Rows, int Warnings, int Status)
{
    private const int InTransaction = 1;
    private const int MoreResults = 8;

    /// <summary>True within a transaction.</summary>
    public bool IsInTransaction => (Status & InTransaction) != 0;

    /// <summary>True where another answer follows.</summary>
    public bool HasMore => (Status & MoreResults) != 0;
}
