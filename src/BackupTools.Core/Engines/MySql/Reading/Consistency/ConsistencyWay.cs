namespace BackupTools.Engines.MySql.Reading.Consistency;

/// <summary>How all sessions came to see the same moment. The names stand in archives and are permanent.</summary>
internal enum ConsistencyWay
{
    /// <summary>Everybody's writes were held up for a moment, with <c>FLUSH TABLES WITH READ LOCK</c>.</summary>
    GlobalReadLock,

    /// <summary>Writes to the chosen tables were held up for a moment, with <c>LOCK TABLES … READ</c>.</summary>
    TableLocks,

    /// <summary>Nothing was held up; the binary log shows that nothing was written between the first session and the last.</summary>
    PositionCompared,

    /// <summary>One session reads everything.</summary>
    OneSession,
}
