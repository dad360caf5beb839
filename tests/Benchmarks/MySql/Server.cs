using System.Globalization;

namespace BackupTools.Benchmarks.MySql;

/// <summary>A running server, and the folder of the client programs that the peers use.</summary>
/// <param name="Host">Its address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tools">The folder of mysql and mysqldump; empty for those on the PATH.</param>
internal sealed record Server(string Host, int Port, string Tools)
{
    private string Where => string.Create(CultureInfo.InvariantCulture, $"--no-defaults -h {Host} -P {Port} -u root --protocol=tcp");

    /// <summary>The connection as this product takes it.</summary>
    public string Uri(string database) => string.Create(CultureInfo.InvariantCulture, $"mysql://root@{Host}:{Port}/{database}");

    /// <summary>Runs SQL with the client.</summary>
    public string Query(string? database, string sql)
    {
        string file = System.IO.Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, sql);
            return Shell($"\"{Path("mysql")}\" {Where} --batch --skip-column-names {database} < '{file}'").Output.Trim();
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Dumps with the server's own program, compressed as it goes.</summary>
    public ProcessRun Dump(string database, string file) =>
        Shell($"\"{Path("mysqldump")}\" {Where} --single-transaction --quick --routines --triggers --events --hex-blob --loose-set-gtid-purged=OFF {database} | zstd -1 -q > '{file}'");

    /// <summary>Dumps with mydumper: one of the peers, where it is installed.</summary>
    public ProcessRun MyDumper(string database, string folder) =>
        Shell(string.Create(CultureInfo.InvariantCulture, $"mydumper -h {Host} -P {Port} -u root -t 2 -c -B {database} -o '{folder}' 2> /dev/null"));

    /// <summary>Loads a dump with the client.</summary>
    public ProcessRun Load(string database, string file) => Shell($"\"{Path("mysql")}\" {Where} {database} < '{file}'");

    private static ProcessRun Shell(string command) => ProcessRun.Run("/bin/bash", "-c", "set -o pipefail; " + command);

    private string Path(string tool) => System.IO.Path.Combine(Tools, tool);
}
