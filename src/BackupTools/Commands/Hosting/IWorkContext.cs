using BackupTools.Abstractions;

namespace BackupTools.Commands.Hosting;

/// <summary>What work that runs beside the pipeline may do to it. Everything is carried out later, in order, by the pipeline's thread.</summary>
internal interface IWorkContext
{
    /// <summary>Is cancelled when the pipeline stops.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Takes the work's progress.</summary>
    IProgress<BackupProgress> Progress { get; }

    /// <summary>Emits an object.</summary>
    /// <param name="output">The object.</param>
    void Write(object output);

    /// <summary>Warns.</summary>
    /// <param name="text">The warning.</param>
    void WriteWarning(string text);

    /// <summary>Reports the failure of one item; the others go on.</summary>
    /// <param name="error">The failure.</param>
    void WriteError(BackupException error);
}
