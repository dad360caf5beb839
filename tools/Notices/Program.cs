using BackupTools.Notices;

// dotnet run --project tools/Notices -- src/BackupTools/obj/project.assets.json THIRD-PARTY-NOTICES.txt
if (args.Length != 2)
{
    Console.Error.WriteLine("Give the path of the cmdlets' project.assets.json, which a build makes, and that of the file to write.");
    return 2;
}

await File.WriteAllTextAsync(args[1], ThirdPartyNotices.Generate(args[0]));
Console.WriteLine($"Wrote {args[1]}.");
return 0;
