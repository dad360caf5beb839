using BackupTools.Abstractions;
using BackupTools.Scheduling;

namespace BackupTools.Tests.Scheduling;

/// <summary>Tools that write down how they are called, and answer what the test says.</summary>
internal sealed class FakeTools : IToolRunner
{
    public List<string> Calls { get; } = [];

    /// <summary>What a crontab command of this machine holds; null for no crontab.</summary>
    public byte[]? Crontab { get; set; }

    /// <summary>Answers a call; null for what the tool does when all is well.</summary>
    public Func<string, ToolResult?> Answer { get; set; } = _ => null;

    public Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        Assert.True(Path.IsPathFullyQualified(program));
        string call = $"{Path.GetFileName(program)} {string.Join(' ', arguments)}";
        if (call != "crontab -l")
            Calls.Add(call);
        return Task.FromResult(Answer(call) ?? (call.StartsWith("schtasks /Query", StringComparison.Ordinal) ? Refuse("ERROR: no such task") : call.StartsWith("crontab", StringComparison.Ordinal) ? RunCrontab(call, input) : new ToolResult(0, [], "")));
    }

    /// <summary>An answer of failure.</summary>
    public static ToolResult Refuse(string sentence) => new(1, [], sentence);

    private ToolResult RunCrontab(string call, ReadOnlyMemory<byte> input)
    {
        switch (call)
        {
            case "crontab -l":
                return Crontab is null ? Refuse("no crontab for me\n") : new ToolResult(0, Crontab, "");
            case "crontab -r":
                Crontab = null;
                return new ToolResult(0, [], "");
            default:
                Crontab = input.ToArray();
                return new ToolResult(0, [], "");
        }
    }
}
