using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring.Targets;

/// <summary>Writes the options with which <c>CREATE DATABASE</c> makes a database like the archive's.</summary>
internal static class DatabaseOptions
{
    /// <summary>The options, each with a space before it.</summary>
    /// <param name="manifest">The archive's manifest.</param>
    /// <param name="state">The server: before version 15 there is no choice of a locale provider.</param>
    public static string Of(ArchiveManifest manifest, TargetState state) => Of(manifest.Properties, state);

    /// <summary>The same for a database of which the properties are known.</summary>
    /// <param name="properties">What the manifest of an archive would say of it.</param>
    /// <param name="state">The server.</param>
    public static string Of(IReadOnlyDictionary<string, string> properties, TargetState state)
    {
        StringBuilder options = new();
        void Add(string option, string? value)
        {
            if (value is not null)
                options.Append(' ').Append(option).Append(" = ").Append(SqlText.Literal(value));
        }

        Add("ENCODING", properties.GetValueOrDefault("encoding"));
        string provider = properties.GetValueOrDefault("localeProvider") ?? "libc";
        if (state.Version >= 15)
            options.Append(" LOCALE_PROVIDER = ").Append(provider);
        Add("LC_COLLATE", properties.GetValueOrDefault("collate"));
        Add("LC_CTYPE", properties.GetValueOrDefault("ctype"));
        if (provider == "icu")
        {
            Add("ICU_LOCALE", properties.GetValueOrDefault("locale"));
            Add("ICU_RULES", properties.GetValueOrDefault("icuRules"));
        }
        else if (provider == "builtin")
        {
            Add("BUILTIN_LOCALE", properties.GetValueOrDefault("locale"));
        }

        if (properties.GetValueOrDefault("tablespace") is { } tablespace && state.Tablespaces.Contains(tablespace))
            options.Append(" TABLESPACE = ").Append(SqlText.Name(tablespace));
        return options.ToString();
    }
}
