// Compares this product with its peers in one run, and prints ratios:
//
//   dotnet run -c Release --project tests/Benchmarks -- sqlite [--size-mb 2048] [--runs 3] [--folder DIR]
//
// Needs sqlite3, brotli and zstd on the PATH, and about four times the database's size on disk.
using BackupTools.Benchmarks;
using BackupTools.Benchmarks.Sqlite;

return args switch
{
    ["sqlite", ..] => await SqliteBenchmark.RunAsync(Options.Parse(args.AsSpan(1))),
    [OwnRun.Verb, string what, ..] => await OwnRun.RunAsync(what, args[2..]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: sqlite [--size-mb N] [--runs N] [--folder DIR]");
    return 2;
}
