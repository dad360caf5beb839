using System.Management.Automation;

namespace BackupTools.Commands.Hosting;

/// <summary>The base of the cmdlets that read whole archives.</summary>
public abstract class TransferCmdlet : BackupCmdlet
{
    /// <summary>
    /// How many bytes a second are read from a storage, and written to one, at most: 20MB, say. It leaves room for others on a
    /// line or a disk.
    /// </summary>
    /// <value>No limit</value>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxBytesPerSecond { get; set; }

    private protected override long? Limit => MaxBytesPerSecond;
}
