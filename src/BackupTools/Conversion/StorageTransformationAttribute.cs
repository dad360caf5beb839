using System.Collections;
using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>Makes storages of paths, folders and URIs.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StorageTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrap.Base(inputData);
        IEnumerable items = value is IEnumerable list and not string ? list : new[] { value };
        return items.Cast<object?>().Select(item => ToStorage(engineIntrinsics.SessionState, Unwrap.Base(item))).ToArray();
    }

    private static IBackupStorage ToStorage(SessionState session, object? value) => value switch
    {
        IBackupStorage storage => storage,
        StorageInfo storage => BuiltIn.Components.OpenStorage(storage),
        PSObject imported when Deserialized.Is<StorageInfo>(imported) => BuiltIn.Components.OpenStorage(Deserialized.ToStorage(imported)),
        DirectoryInfo directory => BuiltIn.Components.OpenStorage(LocationResolver.PathOf(session, directory)),
        Uri uri => BuiltIn.Components.OpenStorage(uri.OriginalString),
        string text when !string.IsNullOrWhiteSpace(text) => LocationResolver.OpenStorage(session, text),
        _ when Unwrap.Property(value, "Storage", "FullName") is { } inner => ToStorage(session, Unwrap.Base(inner)),
        _ => throw new BackupException(
            ErrorCode.StorageNotUnderstood, $"{Unwrap.Describe(value)} is not a storage.",
            "Give the path of a folder, or a URI."),
    };
}
