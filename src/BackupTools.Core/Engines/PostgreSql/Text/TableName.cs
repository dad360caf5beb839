namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>A table or partitioned table as a listing found it.</summary>
/// <param name="Oid">Its oid.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="HoldsRows">False for a partitioned table: its partitions hold its rows.</param>
internal sealed record TableName(uint Oid, string Schema, string Name, bool HoldsRows);
