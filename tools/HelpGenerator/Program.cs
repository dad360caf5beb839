using BackupTools.HelpGenerator;

// dotnet run --project tools/HelpGenerator -- en-US/BackupTools.dll-Help.xml
if (args.Length != 1)
{
    Console.Error.WriteLine("Give the path of the help file to write.");
    return 2;
}

string topic = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(args[0]))!, ErrorTopic.FileName);
await File.WriteAllTextAsync(args[0], ModuleHelp.Generate());
await File.WriteAllTextAsync(topic, ErrorTopic.Generate());
Console.WriteLine($"Wrote {args[0]} and, beside it, {ErrorTopic.FileName}.");
return 0;
