using System.Globalization;

namespace BackupTools.Benchmarks;

/// <summary>How large, how often, where.</summary>
internal sealed record Options(int SizeMiB, int Runs, string Folder)
{
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
                string unknown => throw new ArgumentException($"Unknown option {unknown}."),
            };
        }

        return options;
    }
}
