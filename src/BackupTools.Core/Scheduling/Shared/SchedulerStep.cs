using BackupTools.Abstractions;

namespace BackupTools.Scheduling;

/// <summary>One thing to do to a scheduler, which can be taken back.</summary>
internal abstract record SchedulerStep
{
    /// <summary>Says what would be done, whole: what a file would hold, how a tool would be called.</summary>
    public abstract string Describe();

    /// <summary>Does it.</summary>
    public abstract Task DoAsync(CancellationToken cancellationToken);

    /// <summary>Takes it back. Only called after <see cref="DoAsync"/> was begun.</summary>
    public abstract Task UndoAsync();
}

/// <summary>Writes a file as a whole.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Content">What it holds then.</param>
/// <param name="IsReadByAll">True where others than its owner may read it.</param>
internal sealed record WriteFileStep(string Path, byte[] Content, bool IsReadByAll) : SchedulerStep
{
    private const UnixFileMode ReadByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private byte[]? _before;

    /// <summary>What the file holds for whoever reads what would be done; null where it is text as it stands.</summary>
    public string? Shown { get; init; }

    public override string Describe() => $"write {Path}:\n{Shown ?? System.Text.Encoding.UTF8.GetString(Content)}";

    public override Task DoAsync(CancellationToken cancellationToken)
    {
        StepErrors.Translate($"'{Path}' cannot be written", Path, () =>
        {
            _before = File.Exists(Path) ? File.ReadAllBytes(Path) : null;
            Write(Content);
        });
        return Task.CompletedTask;
    }

    public override Task UndoAsync()
    {
        StepErrors.Translate($"'{Path}' cannot be taken back", Path, () =>
        {
            if (_before is not null)
                Write(_before);
            else
                File.Delete(Path);
        });
        return Task.CompletedTask;
    }

    private void Write(byte[] content)
    {
        ReplacedFile.Write(Path, content);
        if (IsReadByAll && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, ReadByAll);
    }
}

/// <summary>Removes a file, if it is there.</summary>
/// <param name="Path">Its absolute path.</param>
internal sealed record DeleteFileStep(string Path) : SchedulerStep
{
    private (byte[] Content, UnixFileMode? Mode)? _before;

    public override string Describe() => $"remove {Path}";

    public override Task DoAsync(CancellationToken cancellationToken)
    {
        StepErrors.Translate($"'{Path}' cannot be removed", Path, () =>
        {
            if (!File.Exists(Path))
                return;
            _before = (File.ReadAllBytes(Path), OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(Path));
            File.Delete(Path);
        });
        return Task.CompletedTask;
    }

    public override Task UndoAsync()
    {
        if (_before is not var (content, mode))
            return Task.CompletedTask;
        StepErrors.Translate($"'{Path}' cannot be taken back", Path, () =>
        {
            ReplacedFile.Write(Path, content);
            if (mode is { } known && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path, known);
        });
        return Task.CompletedTask;
    }
}

/// <summary>Runs a tool of the scheduler.</summary>
/// <param name="Tools">Runs it.</param>
/// <param name="Call">The call; null where only taking back needs one.</param>
/// <param name="Undoing">The call that takes it back; null where there is nothing to take back.</param>
internal sealed record ToolStep(IToolRunner Tools, ToolCall? Call, ToolCall? Undoing) : SchedulerStep
{
    /// <summary>True where it may fail, because what it does may be done already.</summary>
    public bool MayFail { get; init; }

    public override string Describe() => Call is null ? "" : $"run {Call}";

    public override async Task DoAsync(CancellationToken cancellationToken)
    {
        if (Call is not null)
            await Call.RunAsync(Tools, MayFail, cancellationToken);
    }

    public override async Task UndoAsync()
    {
        if (Undoing is not null)
            await Undoing.RunAsync(Tools, mayFail: true, CancellationToken.None);
    }
}

/// <summary>A call of a tool.</summary>
/// <param name="Program">The tool's absolute path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Input">What it reads.</param>
internal sealed record ToolCall(string Program, IReadOnlyList<string> Arguments, byte[]? Input = null)
{
    /// <summary>Runs it.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.SchedulerFailed"/> where it fails and may not.</exception>
    public async Task<ToolResult> RunAsync(IToolRunner tools, bool mayFail, CancellationToken cancellationToken)
    {
        ToolResult result = await tools.RunAsync(Program, Arguments, Input, cancellationToken);
        if (result.ExitCode == 0 || mayFail)
            return result;
        string name = Path.GetFileNameWithoutExtension(Program);
        throw new BackupException(
            ErrorCode.SchedulerFailed, $"{name} refused ({name} {string.Join(' ', Arguments)}): {result.Complaint.TrimEnd('.')}.",
            "See to what it says, and try again; nothing of this is left behind.", name);
    }

    public override string ToString() =>
        $"{Program} {string.Join(' ', Arguments)}{(Input is null ? "" : " with the input:\n" + System.Text.Encoding.UTF8.GetString(Input))}";
}

/// <summary>Says what the file system says in this room's terms.</summary>
internal static class StepErrors
{
    public static void Translate(string what, string path, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (FileSystemErrors.IsFileSystem(e))
        {
            throw new BackupException(
                ErrorCode.SchedulerFailed, $"{what}: {e.Message}",
                $"Check its folder's rights; for a task of the machine be an administrator, or set it for the user with {Setting.Scope} User.", path, e);
        }
    }
}
