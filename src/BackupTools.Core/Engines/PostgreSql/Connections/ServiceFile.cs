using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Reads named sets of parameters out of <c>pg_service.conf</c>.</summary>
internal static class ServiceFile
{
    /// <summary>The parameters of a service: of the user's own file, or else of the system's.</summary>
    public static IReadOnlyDictionary<string, string> Read(string service, ISystemSettings system)
    {
        List<string> paths = [];
        if (system.Variable("PGSERVICEFILE") is { Length: > 0 } named)
            paths.Add(ConnectionOptions.RequireAbsolute("PGSERVICEFILE", named));
        else if (UserFiles.Folder(system) is { } folder)
            paths.Add(Path.Combine(folder, ".pg_service.conf"));
        if (system.Variable("PGSYSCONFDIR") is { Length: > 0 } shared)
            paths.Add(Path.Combine(ConnectionOptions.RequireAbsolute("PGSYSCONFDIR", shared), "pg_service.conf"));
        foreach (string path in paths)
        {
            IReadOnlyList<string>? lines = system.ReadLines(path);
            if (lines is null && system.FileExists(path))
                throw ConnectionOptions.NotUnderstood($"The service file '{path}' cannot be read.", "Make it an ordinary file that you may read.");
            if (lines is not null && Find(service, lines, path) is { } result)
                return result;
        }

        throw ConnectionOptions.NotUnderstood(
            $"There is no definition of the service '{service}'.",
            paths.Count == 0 ? "Name the service file with PGSERVICEFILE." : $"Define it in '{string.Join("' or '", paths)}'.");
    }

    private static Dictionary<string, string>? Find(string service, IReadOnlyList<string> lines, string path)
    {
        Dictionary<string, string>? result = null;
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == '[')
            {
                if (result is not null)
                    return result;
                if (line == $"[{service}]")
                    result = new(StringComparer.Ordinal);
                continue;
            }

            if (result is null)
                continue;
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? line : line[..equals];
            if (equals <= 0 || name == ConnectionOptions.Service)
                throw ConnectionOptions.NotUnderstood($"Line {i + 1} of '{path}' is no parameter of a service.");
            // The first of several counts, as in libpq.
            result.TryAdd(name, line[(equals + 1)..]);
        }

        return result;
    }
}
