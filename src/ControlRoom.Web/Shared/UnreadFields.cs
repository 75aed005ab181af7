namespace ControlRoom.Web.Shared;

/// <summary>The fields of a dialog whose text cannot be read as a value. While there is one, nothing of the dialog is carried out: what would be sent is not what stands there.</summary>
public sealed class UnreadFields(Action changed)
{
    private readonly HashSet<object> fields = [];

    public bool Any => fields.Count > 0;

    public void Set(object field, bool unread)
    {
        if (unread ? fields.Add(field) : fields.Remove(field)) changed();
    }
}
