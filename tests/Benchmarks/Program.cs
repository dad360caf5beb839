// Compares this product with its peers in one run, and prints ratios:
//
//   dotnet run -c Release --project tests/Benchmarks -- sqlite [--size-mb 2048] [--runs 3] [--folder DIR]
//   dotnet run -c Release --project tests/Benchmarks -- postgresql --port 5432 [--host H] [--tools DIR] [--slow true] …
//
//   dotnet run -c Release --project tests/Benchmarks -- mysql --port 3306 [--host H] [--tools DIR] [--slow true] …
//
//   dotnet run -c Release --project tests/Benchmarks -- encryption [--size-mb 2048] [--runs 3] [--folder DIR]
//   dotnet run -c Release --project tests/Benchmarks -- storages --port 9000 [--host H] [--size-mb 500] [--account A] …
//
// The first needs sqlite3, brotli and zstd on the PATH; the second a server that lets the superuser postgres in without a
// password, and psql, pg_dump and pg_restore of its version. Later ones do as well, where pg_restore is wrapped so that the
// settings which the server does not know are no failure; the third a server of MySQL or MariaDB that lets root in over TCP without
// a password, with local_infile on, its mysql and mysqldump, and for --slow mydumper; the last a service that answers as S3 does, and its key in AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY; with --account one that answers as Azure Blob Storage does, such as Azurite, and the account's key in AZURE_STORAGE_KEY. All need about four times the database's size on disk.
using BackupTools.Benchmarks;
using BackupTools.Benchmarks.Encryption;
using BackupTools.Benchmarks.MySql;
using BackupTools.Benchmarks.PostgreSql;
using BackupTools.Benchmarks.Sqlite;
using BackupTools.Benchmarks.Storages;

return args switch
{
    ["sqlite", ..] => await SqliteBenchmark.RunAsync(Options.Parse(args.AsSpan(1))),
    ["postgresql", ..] => await PostgreSqlBenchmark.RunAsync(Options.Parse(args.AsSpan(1))),
    ["mysql", ..] => await MySqlBenchmark.RunAsync(Options.Parse(args.AsSpan(1))),
    ["encryption", ..] => EncryptionBenchmark.Run(Options.Parse(args.AsSpan(1))),
    ["storages", ..] => await StorageBenchmark.RunAsync(Options.Parse(args.AsSpan(1))),
    [OwnRun.Verb, string what, ..] => await OwnRun.RunAsync(what, args[2..]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: sqlite | postgresql | mysql | encryption | storages [--size-mb N] [--runs N] [--folder DIR] [--host H] [--port N] [--tools DIR] [--slow true] [--account A]");
    return 2;
}
