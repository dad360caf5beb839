using System.Collections;
using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Conversion;

/// <summary>Makes backups again of those that crossed the border of a process; what is anything else stays as it is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BackupTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrap.Base(inputData);
        if (value is string text && ShownText.Clean(text) != text)
        {
            // PowerShell's own error would repeat it as it is.
            throw new BackupException(ErrorCode.InvalidArgument, $"'{text}' is not a backup.", "Give what Get-Backup returned, or the path of an archive with -Path.");
        }

        if (value is PSObject one)
            return Deserialized.Is<BackupInfo>(one) ? new[] { Deserialized.ToBackup(one) } : inputData;
        object?[] items = value is IEnumerable list and not string ? [.. list.Cast<object?>().Select(Unwrap.Base)] : [];
        return items.OfType<PSObject>().Any(Deserialized.Is<BackupInfo>)
            ? items.Select(item => item is PSObject imported && Deserialized.Is<BackupInfo>(imported) ? Deserialized.ToBackup(imported) : item).ToArray()
            : inputData;
    }
}
