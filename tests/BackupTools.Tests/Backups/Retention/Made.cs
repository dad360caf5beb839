using BackupTools.Backups;

namespace BackupTools.Tests.Backups.Retention;

/// <summary>Backups that exist on paper only.</summary>
internal static class Made
{
    public static readonly DateTime Now = new(2027, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    public static BackupInfo At(string utc, string id = "", string database = "shop", string server = "db1:5432") =>
        At(DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal), id, database, server);

    public static BackupInfo At(DateTime utc, string id = "", string database = "shop", string server = "db1:5432") => new()
    {
        Id = id.Length > 0 ? id : $"{database}-{utc:yyyyMMddHHmmss}",
        Engine = "postgresql",
        Database = database,
        Server = server,
        Type = "Full",
        CreatedAtUtc = utc,
        StoredAtUtc = utc.AddMinutes(3),
        SizeBytes = 1000,
        RawBytes = 5000,
        Tables = 3,
        Compression = "zstd",
        Tool = "BackupTools 0.1.0",
        Name = $"{database}_{utc:yyyyMMdd_HHmmss}{(id.Length > 0 ? "_" + id : "")}.backup.zip",
        Path = $"/backups/{database}_{utc:yyyyMMdd_HHmmss}{(id.Length > 0 ? "_" + id : "")}.backup.zip",
        Storage = "/backups",
    };

    public static IReadOnlyList<string> Kept(this IReadOnlyList<RetentionDecision> decisions) => [.. decisions.Where(d => d.Keep).Select(d => d.Backup.Id)];

    public static string ReasonOf(this IReadOnlyList<RetentionDecision> decisions, string id) => decisions.Single(d => d.Backup.Id == id).Reason;
}
