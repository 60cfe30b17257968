"""Half a phone number is found by pieces of four digits (decision 6)."""

from django.db import migrations

CONTACTS = """
create index concurrently contact_phone_pieces on people_contact using gin (text_pieces(phone, 4))
"""
RESIDENTS = """
create index concurrently resident_phone_pieces on people_resident using gin (text_pieces(phone, 4))
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0003_leave"), ("shared", "0003_text_pieces")]

    operations = [
        migrations.RunSQL(CONTACTS, "drop index concurrently contact_phone_pieces"),
        migrations.RunSQL(RESIDENTS, "drop index concurrently resident_phone_pieces"),
    ]
