namespace BackupTools.Abstractions;

/// <summary>
/// The one exception that leaves the library. It says what failed, on what, and what to do, and carries a stable
/// <see cref="ErrorCode"/>; a driver's own exception is at most its <see cref="Exception.InnerException"/>. All its texts are
/// cleaned (<see cref="ShownText"/>).
/// </summary>
public sealed class BackupException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">The stable identifier.</param>
    /// <param name="what">What failed, and on what: one sentence, ending with a full stop.</param>
    /// <param name="remedy">What the user can do about it: one sentence; empty where there is nothing to advise.</param>
    /// <param name="target">The path, URI or object that the error is about.</param>
    /// <param name="inner">The cause.</param>
    /// <param name="isTransient">True where trying the same again may succeed.</param>
    public BackupException(
        ErrorCode code, string what, string remedy = "", string? target = null, Exception? inner = null, bool isTransient = false)
        : base(ShownText.Clean(what) + (remedy.Length == 0 ? "" : " " + ShownText.Clean(remedy)), CleanedException.Of(inner))
    {
        Code = code;
        Remedy = ShownText.Clean(remedy);
        Target = target is null ? null : ShownText.Clean(target);
        IsTransient = isTransient;
    }

    /// <summary>The stable identifier of the error.</summary>
    public ErrorCode Code { get; }

    /// <summary>What failed, and on what: the message without the remedy.</summary>
    public string What => Remedy.Length == 0 ? Message : Message[..^Remedy.Length].TrimEnd();

    /// <summary>What the user can do about it; may be empty.</summary>
    public string Remedy { get; }

    /// <summary>The path, URI or object that the error is about.</summary>
    public string? Target { get; }

    /// <summary>True where trying the same again may succeed (a cut connection, a throttled request).</summary>
    public bool IsTransient { get; }
}
