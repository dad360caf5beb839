namespace BackupTools.Tests.Servers.Dumps;

/// <summary>One entry of a plain dump. Texts hold one character for each byte of the dump.</summary>
/// <param name="Type">What pg_dump calls the kind of thing, e.g. <c>TABLE</c>, <c>ACL</c>, <c>TABLE DATA</c>.</param>
/// <param name="Schema">The schema, or a hyphen.</param>
/// <param name="Name">The name.</param>
/// <param name="Text">Everything that must be the same: the owner, the statements, the rows in a fixed order.</param>
internal sealed record DumpEntry(string Type, string Schema, string Name, string Text)
{
    public string Title => $"{Type} {Schema}.{Name}";
}
