using BackupTools.HelpGenerator;

// dotnet run --project tools/HelpGenerator -- en-US/BackupTools.dll-Help.xml
if (args.Length != 1)
{
    Console.Error.WriteLine("Give the path of the help file to write.");
    return 2;
}

await File.WriteAllTextAsync(args[0], ModuleHelp.Generate());
Console.WriteLine($"Wrote {args[0]}.");
return 0;
