// Backs up an SQLite database with the cmdlets, lists and proves the backup, restores it and compares, and shows each
// command as a person types it. It runs in a PowerShell that comes from NuGet: the .NET SDK is all that is needed.
//
//   dotnet run --project samples/Quickstart                     makes a small shop database of its own
//   dotnet run --project samples/Quickstart -- my.db            takes that database; it is only read
//   dotnet run --project samples/Quickstart -- --make-shop x.db only makes the shop database
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using BackupTools.Samples;

string? given = null;
switch (args)
{
    case ["--make-shop", string file] when File.Exists(file):
        Console.Error.WriteLine($"'{file}' exists; name a file that does not.");
        return 1;
    case ["--make-shop", string file]:
        ShopDatabase.Create(Path.GetFullPath(file));
        Console.WriteLine($"Made {file}.");
        return 0;
    case []:
        break;
    case [string file] when !file.StartsWith('-'):
        given = Path.GetFullPath(file);
        break;
    default:
        Console.Error.WriteLine("Give the path of an SQLite database, or '--make-shop' and the path of one to make, or nothing.");
        return 2;
}

string folder = Directory.CreateTempSubdirectory("backuptools-quickstart-").FullName;
try
{
    if (given is null)
        ShopDatabase.Create(Path.Combine(folder, "shop.db"));
    string root = typeof(ShopDatabase).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Root").Value!;
    // The program that runs this one: dotnet need not be on the PATH.
    string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
    ProcessStartInfo shell = new(dotnet) { WorkingDirectory = folder };
    foreach (string argument in (string[])
        [
            Path.Combine(root, "out", "shell", "pwsh.dll"), "-NoLogo", "-NoProfile", "-File", Path.Combine(root, "samples", "Quickstart", "Demo.ps1"),
            "-Module", Path.Combine(root, "out", "BackupTools"), "-Database", given ?? "./shop.db",
        ])
    {
        shell.ArgumentList.Add(argument);
    }

    using Process process = Process.Start(shell)!;
    await process.WaitForExitAsync();
    return process.ExitCode;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
