using System.Collections;
using System.Globalization;
using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Configuration;

namespace BackupTools.Conversion;

/// <summary>
/// Makes objects of ours again of what they become when they cross the border of a process: with Start-Job, in a remote
/// session, or through Export-Clixml.
/// </summary>
internal static class Deserialized
{
    /// <summary>True where the object was one of that type before it crossed the border.</summary>
    public static bool Is<T>(PSObject value) =>
        value.TypeNames.Contains($"Deserialized.{typeof(T).FullName}", StringComparer.Ordinal);

    /// <summary>The connection. Its password does not cross the border; where it is registered here too it is looked up here, else -Credential gives it again.</summary>
    public static DbConnectionInfo ToConnection(PSObject value)
    {
        var connection = new DbConnectionInfo
        {
            Name = Text(value, "Name") is { Length: > 0 } name && ConnectionName.IsValid(name) ? name : null,
            Engine = BuiltIn.Components.GetEngine(Text(value, "Engine") ?? "").Id,
            Path = Text(value, "Path"),
            Host = Text(value, "Host"),
            Port = Get<int?>(value, "Port"),
            Database = Text(value, "Database"),
            UserName = Text(value, "UserName"),
            Options = Options(value),
        };
        connection = Get<TimeSpan?>(value, "LockTimeout") is { } timeout ? connection with { LockTimeout = timeout } : connection;
        return RegisteredConnections.Store.WithRegisteredPassword(connection);
    }

    /// <summary>The table.</summary>
    public static TableInfo ToTable(PSObject value, Func<object?, DbConnectionInfo> toConnection) => new(
        toConnection(value.Properties["Connection"]?.Value), Text(value, "Database") ?? "", Text(value, "Schema") ?? "", Text(value, "Name") ?? "",
        Text(value, "Kind") ?? "table", Get<long?>(value, "Rows"), Get<long?>(value, "SizeBytes"));

    /// <summary>The backup; what is done with it reads the archive itself.</summary>
    public static BackupInfo ToBackup(PSObject value) => new()
    {
        Id = Text(value, "Id") ?? "",
        Engine = Text(value, "Engine") ?? "",
        EngineVersion = Text(value, "EngineVersion"),
        Database = Text(value, "Database") ?? "",
        Type = Text(value, "Type") ?? "",
        Selection = Text(value, "Selection"),
        Server = Text(value, "Server"),
        ServerId = Text(value, "ServerId"),
        Description = Text(value, "Description"),
        Duration = Get<TimeSpan?>(value, "Duration"),
        CreatedAtUtc = DateTime.SpecifyKind(Get<DateTime>(value, "CreatedAtUtc"), DateTimeKind.Utc),
        SizeBytes = Get<long>(value, "SizeBytes"),
        RawBytes = Get<long>(value, "RawBytes"),
        Tables = Get<int>(value, "Tables"),
        Rows = Get<long?>(value, "Rows"),
        Compression = Text(value, "Compression") ?? "",
        Tool = Text(value, "Tool") ?? "",
        StoredAtUtc = Get<DateTime?>(value, "StoredAtUtc"),
        Locked = Get<bool>(value, "Locked"),
        LockReason = Text(value, "LockReason"),
        Storage = Text(value, "Storage") ?? "",
        StorageInfo = Unwrap.Base(value.Properties["StorageInfo"]?.Value) switch
        {
            StorageInfo storage => storage,
            PSObject storage when Is<StorageInfo>(storage) => ToStorage(storage),
            _ => null,
        },
        Name = Text(value, "Name") ?? "",
        Path = Text(value, "Path") ?? "",
    };

    /// <summary>The storage. Its secret does not cross the border; -Credential of New-BackupStorage gives it again.</summary>
    public static StorageInfo ToStorage(PSObject value) => new()
    {
        Kind = Text(value, "Kind") ?? "",
        Location = Text(value, "Location") ?? "",
        UserName = Text(value, "UserName"),
        Options = Options(value),
        MaxBytesPerSecond = Get<long?>(value, "MaxBytesPerSecond"),
    };

    private static Dictionary<string, string> Options(PSObject value)
    {
        Dictionary<string, string> options = [];
        if (Unwrap.Base(value.Properties["Options"]?.Value) is IDictionary found)
        {
            foreach (DictionaryEntry entry in found)
                options[entry.Key.ToString()!] = entry.Value?.ToString() ?? "";
        }

        return options;
    }

    private static string? Text(PSObject value, string name) => value.Properties[name]?.Value?.ToString();

    private static T? Get<T>(PSObject value, string name) =>
        LanguagePrimitives.TryConvertTo(value.Properties[name]?.Value, CultureInfo.InvariantCulture, out T? result) ? result : default;
}
