namespace BackupTools.Benchmarks.PostgreSql;

/// <summary>A running server, and the folder of the client programs that the peers use.</summary>
/// <param name="Host">Its address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tools">The folder of psql, pg_dump and pg_restore; empty for those on the PATH.</param>
internal sealed record Server(string Host, int Port, string Tools)
{
    /// <summary>The connection as this product takes it.</summary>
    public string Uri(string database) => $"postgresql://postgres@{Host}:{Port}/{database}";

    /// <summary>The version of the client programs, e.g. 18.6.</summary>
    public string ToolsVersion => ProcessRun.Run(Path("pg_dump"), "--version").Output.Split(' ')[2].Trim();

    /// <summary>Runs SQL with psql.</summary>
    public string Query(string database, string sql) =>
        Run("psql", "-d", database, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql).Output.Trim();

    /// <summary>Runs one of the client programs.</summary>
    public ProcessRun Run(string tool, params string[] arguments) => ProcessRun.Run(Path(tool), Arguments(arguments));

    /// <summary>Runs psql for each of the commands at the same time, and throws away what they return.</summary>
    public TimeSpan RunTogether(string database, IEnumerable<string> commands)
    {
        string each = string.Join(" & ", commands.Select(c => $"\"{Path("psql")}\" -h {Host} -p {Port} -U postgres -d {database} -Xq -c \"{c}\" > /dev/null"));
        return ProcessRun.Run("/bin/sh", "-c", each + " & wait").Wall;
    }

    private string Path(string tool) => System.IO.Path.Combine(Tools, tool);

    private string[] Arguments(string[] arguments) =>
        ["-h", Host, "-p", Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "-U", "postgres", .. arguments];
}
