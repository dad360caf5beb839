using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BackupTools.Abstractions;
using BackupTools.Configuration.Documents;
using BackupTools.Configuration.Settings;

namespace BackupTools.Configuration;

/// <summary>The settings: <c>settings.json</c> in the folder of the configuration.</summary>
public sealed class SettingsStore
{
    private readonly ComponentSet _components;
    private readonly ConfigurationFile _file;

    /// <summary>The settings of a folder.</summary>
    /// <param name="folder">The folder of the configuration.</param>
    /// <param name="components">The kinds of storages, and the codecs.</param>
    public SettingsStore(ConfigurationFolder folder, ComponentSet components)
    {
        _components = components;
        _file = new ConfigurationFile(folder, "settings");
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>What is set.</summary>
    /// <exception cref="BackupException">
    /// Where the file cannot be read or understood: nothing is taken for it in silence. See <see cref="ErrorCode.ConfigurationInvalid"/>.
    /// </exception>
    public BackupSettings Read() => Understand(_file.Read());

    /// <summary>Changes what is set. What a newer version has set beside it stays.</summary>
    /// <param name="change">Makes the new settings of the old ones.</param>
    /// <param name="cancellationToken">Stops the waiting for others.</param>
    /// <returns>The new settings.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where a value cannot be honored.</exception>
    public Task<BackupSettings> ChangeAsync(Func<BackupSettings, BackupSettings> change, CancellationToken cancellationToken) => _file.ChangeAsync(
        document =>
        {
            BackupSettings settings = change(Understand(document));
            if (SettingsRules.FindProblem(_components, settings) is { } problem)
                throw problem;
            JsonObject values = JsonSerializer.SerializeToNode(SavedSettings.Of(settings), SettingsJson.Default.SavedSettings)!.AsObject();
            foreach (string name in SavedSettings.Names)
                document.Remove(name);
            foreach ((string name, JsonNode? value) in values.ToList())
            {
                values.Remove(name);
                document[name] = value;
            }

            return settings;
        },
        cancellationToken);

    /// <summary>Gives a file that cannot be understood another name, so that the defaults hold again.</summary>
    /// <param name="cancellationToken">Stops the waiting for others.</param>
    /// <returns>Where it is now; null where it can be understood.</returns>
    public Task<string?> SetAsideAsync(CancellationToken cancellationToken) =>
        _file.SetAsideAsync(document => Understand(document), cancellationToken);

    private BackupSettings Understand(JsonObject document)
    {
        try
        {
            BackupSettings settings = document.Deserialize(SettingsJson.Default.SavedSettings)!.ToSettings() with { Path = Path };
            return SettingsRules.FindProblem(_components, settings) is { } problem
                ? throw DocumentText.Broken(Path, $"has a setting that cannot be honored ({problem.Message})", problem)
                : settings;
        }
        catch (JsonException e)
        {
            throw DocumentText.Broken(Path, $"has a value of a wrong kind at {e.Path}", e);
        }
    }
}

/// <summary>The settings as the file has them.</summary>
internal sealed record SavedSettings
{
    /// <summary>The names of the properties in the file.</summary>
    public static readonly string[] Names = ["storage", "compression", "keepLast", "parallelism", "toolPath"];

    public List<string>? Storage { get; init; }

    public string? Compression { get; init; }

    public int? KeepLast { get; init; }

    public int? Parallelism { get; init; }

    public Dictionary<string, string>? ToolPath { get; init; }

    public static SavedSettings Of(BackupSettings settings) => new()
    {
        Storage = settings.Storage.Count == 0 ? null : [.. settings.Storage],
        Compression = settings.Compression,
        KeepLast = settings.KeepLast,
        Parallelism = settings.Parallelism,
        ToolPath = settings.ToolPath.Count == 0 ? null : new Dictionary<string, string>(settings.ToolPath),
    };

    public BackupSettings ToSettings() => new()
    {
        Storage = Storage ?? [],
        Compression = Compression,
        KeepLast = KeepLast,
        Parallelism = Parallelism,
        ToolPath = TextMap.Of(ToolPath ?? []),
    };
}

/// <summary>How settings become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SavedSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
