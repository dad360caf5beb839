using System.Collections;
using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>Makes texts of storages, for a place that keeps where they are and nothing else; what would be lost is refused.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LocationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrap.Base(inputData);
        return value is IEnumerable list and not string ? list.Cast<object?>().Select(item => ToLocation(Unwrap.Base(item))).ToArray() : ToLocation(value);
    }

    private static object? ToLocation(object? value) => value switch
    {
        IBackupStorage storage => ToLocation(storage.Info),
        StorageInfo { UserName: null, MaxBytesPerSecond: null, Options.Count: 0 } storage when storage.GetSecret() is null => storage.Location,
        StorageInfo storage => throw new BackupException(
            ErrorCode.InvalidArgument, $"Only the location of '{storage.Location}' can be kept, and it has a limit, a user or options too.", "Give its location alone.", storage.Location),
        _ => value,
    };
}
