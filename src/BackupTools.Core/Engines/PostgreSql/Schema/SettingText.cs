using System.Text;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Schema;

/// <summary>Writes a setting as the catalogs keep it, <c>name=value</c>, as the end of <c>ALTER … SET</c>.</summary>
internal static class SettingText
{
    /// <summary>Settings whose value is a list of quoted names; written as one constant it would be one name.</summary>
    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase)
    {
        "local_preload_libraries", "search_path", "session_preload_libraries", "shared_preload_libraries",
        "temp_tablespaces", "unix_socket_directories",
    };

    /// <summary><c>SET "name" TO 'value'</c>.</summary>
    public static string Write(string setting)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        string name = setting[..equals];
        string value = setting[(equals + 1)..];
        string values = Lists.Contains(name) && SplitList(value) is { } list
            ? list.Count == 0 ? "''" : string.Join(", ", list.Select(SqlText.Literal))
            : SqlText.Literal(value);
        return $"SET {string.Join('.', name.Split('.').Select(SqlText.Name))} TO {values}";
    }

    /// <summary>The elements of a list of names, quoted or not; null where it is none.</summary>
    private static List<string>? SplitList(string value)
    {
        List<string> result = [];
        int i = 0;
        SkipSpace();
        while (i < value.Length)
        {
            StringBuilder element = new();
            if (value[i] == '"')
            {
                for (i++; ; i++)
                {
                    if (i >= value.Length)
                        return null;
                    if (value[i] != '"')
                        element.Append(value[i]);
                    else if (i + 1 < value.Length && value[i + 1] == '"')
                        element.Append(value[++i]);
                    else
                        break;
                }

                i++;
            }
            else
            {
                while (i < value.Length && value[i] != ',' && !char.IsWhiteSpace(value[i]))
                    element.Append(value[i++]);
                if (element.Length == 0)
                    return null;
            }

            result.Add(element.ToString());
            SkipSpace();
            if (i == value.Length)
                break;
            if (value[i++] != ',')
                return null;
            SkipSpace();
            if (i == value.Length)
                return null;
        }

        return result;

        void SkipSpace()
        {
            while (i < value.Length && char.IsWhiteSpace(value[i]))
                i++;
        }
    }
}
