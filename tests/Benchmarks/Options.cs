using System.Globalization;

namespace BackupTools.Benchmarks;

/// <summary>How large, how often, where.</summary>
internal sealed record Options(int SizeMiB, int Runs, string Folder)
{
    /// <summary>The address of the server, for an engine that has one.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port of the server.</summary>
    public int Port { get; init; } = 5432;

    /// <summary>The folder of the server's own client programs; empty for the PATH.</summary>
    public string Tools { get; init; } = "";

    /// <summary>The account of Azure Blob Storage; empty for a service that answers as S3 does.</summary>
    public string Account { get; init; } = "";

    /// <summary>True to run the peers that take many times as long, once each.</summary>
    public bool Slow { get; init; }

    public static Options Parse(ReadOnlySpan<string> args)
    {
        Options options = new(2048, 3, Path.Combine(Path.GetTempPath(), "backuptools-benchmark"));
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            options = args[i] switch
            {
                "--size-mb" => options with { SizeMiB = int.Parse(args[i + 1], CultureInfo.InvariantCulture) },
                "--runs" => options with { Runs = int.Parse(args[i + 1], CultureInfo.InvariantCulture) },
                "--folder" => options with { Folder = Path.GetFullPath(args[i + 1]) },
                "--host" => options with { Host = args[i + 1] },
                "--port" => options with { Port = int.Parse(args[i + 1], CultureInfo.InvariantCulture) },
                "--tools" => options with { Tools = args[i + 1] },
                "--account" => options with { Account = args[i + 1] },
                "--slow" => options with { Slow = bool.Parse(args[i + 1]) },
                string unknown => throw new ArgumentException($"Unknown option {unknown}."),
            };
        }

        return options;
    }
}
