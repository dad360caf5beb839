namespace BackupTools.Abstractions;

/// <summary>
/// Takes the place of a cause whose text has a secret or control characters in it: an error record shows the causes of an error too.
/// </summary>
internal sealed class CleanedException : Exception
{
    private readonly string _text;

    private CleanedException(Exception original)
        : base(ShownText.Clean(original.Message), Of(original.InnerException)) =>
        _text = $"{original.GetType()}: {Message}\n{original.StackTrace}";

    /// <summary>The cause itself where it and its causes are clean.</summary>
    /// <param name="cause">The cause of an error.</param>
    public static Exception? Of(Exception? cause) => cause is null || IsClean(cause) ? cause : new CleanedException(cause);

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static bool IsClean(Exception cause)
    {
        for (Exception? e = cause; e is not null; e = e.InnerException)
        {
            if (e is not BackupException && !ShownText.IsClean(e.Message))
                return false;
        }

        return true;
    }
}
